// Asks the program of this container whether it is well: HEALTH_URL, or ingest's own address. With
// HEALTH_UNLESS=<variable> a container that idles because that variable is set counts as well.
const idle = process.env.HEALTH_UNLESS;
if (idle === undefined || !process.env[idle]) {
  const url = process.env.HEALTH_URL ?? `http://127.0.0.1:${process.env.PORT ?? '3000'}/readyz`;
  const response = await fetch(url, { signal: AbortSignal.timeout(4000) }).catch((error) => ({
    ok: false,
    error,
  }));
  if (!response.ok) {
    console.error(`${url}: ${response.error?.message ?? response.status}`);
    process.exit(1);
  }
}
