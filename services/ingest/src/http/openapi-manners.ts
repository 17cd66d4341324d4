// What holds for every call, told once, at the head of the description.
export const MANNERS = `Tasks and comments, kept in step with GitHub. Writes are answered at once; \`sync\` tells how each record stands towards GitHub, and the change log tells what happens on either side.

**Tokens.** \`Authorization: Bearer <token>\`. An admin makes them by \`POST /api/v1/tokens\`, each with a scope: \`read\` looks, \`client\` also writes, \`admin\` also keeps tokens and reads the audit. One that is bound to projects finds nothing of others.

**Errors** are \`application/problem+json\`: \`detail\` says what to do, and with 400 \`errors\` names each field, parameter or header. Fields and parameters that are not described here are refused. 404 is also the answer for what a token may not see.

**Lists** come in pages, \`{items, next}\`: send \`next\` as \`cursor\` for the following page, with the same filters; it is null at the end. What was deleted is left out, and stays readable by its id.

**Creates** take an \`Idempotency-Key\`: after a lost answer repeat the request with its key within 24 hours, and it is done once; a key that is older makes a new request. The same key with another body is 422. Calls that show a secret take none.

**Changes** take \`If-Match\` with the ETag that you read, which is the record's \`version\`: 412 where somebody was faster, here or on GitHub.

**Limits.** A body has at most 1 MB. 429 says by \`Retry-After\` when to come back.

**Times** are ISO 8601 in UTC; in requests they may have another offset. Ids are UUIDs, GitHub's own are strings of digits.`;
