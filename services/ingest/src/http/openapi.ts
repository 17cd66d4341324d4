// The OpenAPI 3.1 document, made from the table of routes and the schemas that validate: it cannot say anything else
// than what is done.
import { z } from 'zod';
import type { Route } from '../api/route.js';
import { API_ROOT, CHAPTERS } from '../api/routes.js';
import { NAMED_SCHEMAS } from '../api/schemas/named.js';
import { MANNERS } from './openapi-manners.js';
import { otherPaths } from './openapi-others.js';
import { PROBLEM_JSON } from './problems.js';

type Json = Readonly<Record<string, unknown>>;

export function openApiDocument(routes: readonly Route[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const path = `${API_ROOT}${route.path.replace(/:(\w+)/g, '{$1}')}`;
    paths[path] = { ...paths[path], [route.method]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tandem',
      version: '1',
      description: MANNERS,
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    paths: { ...paths, ...otherPaths(parametersOf) },
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: { ...componentSchemas('output'), ...componentSchemas('input'), Problem: PROBLEM },
      responses: {
        Problem: {
          description: 'What went wrong (RFC 9457).',
          headers: {
            'Retry-After': header('integer', 'With 429: after how many seconds to come back.'),
            'X-Request-Id': header('string', 'To find the request by in the log.'),
          },
          content: { [PROBLEM_JSON]: { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    },
  };
}

const PROBLEM: Json = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { type: 'string', format: 'uri', description: 'What went wrong, for programs.' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What went wrong and what to do, for people.' },
    errors: {
      type: 'array',
      description: 'With 400: each field, parameter or header that does not fit.',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: { field: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};

function operationOf(route: Route): Json {
  return {
    summary: route.summary,
    operationId: operationIdOf(route),
    tags: [chapterOf(route)],
    description: `Needs a token with the scope \`${route.scope}\`.`,
    parameters: [...pathParameters(route), ...queryParameters(route), ...headerParameters(route)],
    ...(route.body === null
      ? {}
      : {
          requestBody: { required: !(route.body instanceof z.ZodOptional), content: jsonContent(route.body) },
        }),
    responses: {
      [String(route.status)]: {
        description: 'Done.',
        ...answerHeaders(route),
        ...(route.reply === null ? {} : { content: jsonContent(route.reply) }),
      },
      ...(route.redirects
        ? {
            '302': {
              description: 'For a browser (`Accept: text/html`).',
              headers: { Location: { schema: { type: 'string', format: 'uri' } } },
            },
          }
        : {}),
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

/** Those that a program may need; the rest is as HTTP has it. */
function answerHeaders({ reply, status }: Route): Json {
  const isVersioned = reply instanceof z.ZodObject && 'version' in reply.shape;
  const headers = {
    ...(isVersioned ? { ETag: header('string', 'The version, in quotes. Send it as If-Match.') } : {}),
    ...(status === 201 ? { Location: header('string', 'Where it is found.') } : {}),
  };
  return Object.keys(headers).length === 0 ? {} : { headers };
}

function header(type: 'string' | 'integer', description: string): Json {
  return { description, schema: { type } };
}

function chapterOf(route: Route): string {
  const [chapter = 'api'] = Object.entries(CHAPTERS).find(([, routes]) => routes.includes(route)) ?? [];
  return chapter;
}

function operationIdOf({ method, path }: Route): string {
  const words = path.split('/').filter((part) => part !== '');
  const named = words.map((word) => {
    const bare = word.replace(/^:/, 'by-');
    return bare.replace(/(?:^|-)(\w)/g, (_match, letter: string) => letter.toUpperCase());
  });
  return `${method}${named.join('')}`;
}

function pathParameters({ path }: Route): Json[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', format: 'uuid' },
  }));
}

function queryParameters({ query }: Route): Json[] {
  return query === null ? [] : parametersOf(query);
}

function parametersOf(query: z.ZodType): Json[] {
  const { properties = {}, required = [] } = schemaOf(query, 'input') as {
    properties?: Readonly<Record<string, Json>>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
    ...(description === undefined ? {} : { description }),
  }));
}

function headerParameters({ creates, method, path }: Route): Json[] {
  const string = { type: 'string' };
  const changes = (method === 'patch' || method === 'delete') && /^\/(?:tasks|comments)\//.test(path);
  return [
    ...(creates
      ? [
          {
            name: 'Idempotency-Key',
            in: 'header',
            schema: string,
            description:
              'Made by you, a UUID for instance. The same key and body are done once, and get the same answer, for 24 hours; after that it is a new request.',
          },
        ]
      : []),
    ...(changes
      ? [
          {
            name: 'If-Match',
            in: 'header',
            schema: string,
            description: 'The ETag that must still hold, such as `"3"`; else 412, and nothing is written.',
          },
        ]
      : []),
  ];
}

function jsonContent(schema: z.ZodType): Json {
  const bare = schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema;
  const id = NAMED_SCHEMAS.get(bare)?.id;
  return {
    'application/json': {
      schema: id === undefined ? schemaOf(bare, 'input') : { $ref: `#/components/schemas/${id}` },
    },
  };
}

/** Leaves out what says nothing: a format's own pattern, and the range that every integer of JavaScript has. */
const DESCRIBED = {
  unrepresentable: 'any',
  override: ({ jsonSchema: schema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }) => {
    if (schema.format === 'uuid' || schema.format === 'date-time') delete schema.pattern;
    if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
    if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  },
} as const;

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { ...DESCRIBED, io });
  return json;
}

/** Requests are described as they are sent, before defaults and transformations; answers as they come. */
function componentSchemas(io: 'input' | 'output'): Json {
  const { schemas } = z.toJSONSchema(NAMED_SCHEMAS, {
    ...DESCRIBED,
    io,
    uri: (id) => `#/components/schemas/${id}`,
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _schema, $id: _id, ...json }]) => [id, json]),
  );
}
