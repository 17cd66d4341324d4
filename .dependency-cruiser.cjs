/**
 * The module law (DESIGN section 12): who may import whom. Every rule is a sentence about the architecture; a breach
 * fails `make check`. Globals (clock, chance, process) are ESLint's part.
 */
const TEST = '(\\.test\\.ts$|^test/|/src/testing/)';
const DOMAIN = '^shared/src/domain/';
const PORTS = '^shared/src/ports/';
const STORIES =
  '^shared/src/accept-changes\\.ts$|^services/sync-worker/src/(run-operation|settle-[a-z-]+)\\.ts$|^services/sync-worker/src/(inbound|outbound)/';
const ADAPTERS = '^shared/src/(db|queue|github|logging)/';
const npm = (name) => `(^|/)node_modules/(${name})(/|$)`;
const only = (name, pkg, owners, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: '^(shared|services)/', pathNot: [owners, TEST] },
  to: { path: npm(pkg) },
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'no-barrels', severity: 'error', from: {}, to: { path: '^(shared|services)/.*/index\\.ts$' } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        path: '^(shared|services)/.*/src/',
        pathNot: ['\\.d\\.ts$', '\\.test\\.ts$', '/public/'],
      },
      to: {},
    },
    {
      name: 'domain-is-closed',
      comment:
        'The rules import rules alone, so that they can be read, tested and model-checked by themselves.',
      severity: 'error',
      from: { path: DOMAIN, pathNot: TEST },
      to: { pathNot: DOMAIN },
    },
    {
      name: 'ports-know-domain-only',
      comment: 'A port that knew its adapter would be no port.',
      severity: 'error',
      from: { path: PORTS, pathNot: TEST },
      to: { pathNot: [DOMAIN, PORTS] },
    },
    {
      name: 'stories-know-domain-and-ports',
      comment: 'A story that reached for an adapter could not be read without it.',
      severity: 'error',
      from: { path: STORIES, pathNot: TEST },
      to: { path: `${ADAPTERS}|^shared/src/(process|config)/|/context\\.ts$` },
    },
    {
      name: 'shared-is-below-services',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: '^services/' },
    },
    {
      name: 'services-are-strangers',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'dashboard-knows-no-server-code',
      comment:
        'It knows the API as any other client does: over HTTP, and by the types that are made for clients.',
      severity: 'error',
      from: { path: '^services/dashboard/src/' },
      to: { path: '^(shared|prisma|tools|test)/|^services/(?!dashboard/)|(^|/)node_modules/@tandem/' },
    },
    {
      name: 'adapters-are-strangers',
      severity: 'error',
      from: { path: '^shared/src/(db|queue|github|logging|config)/', pathNot: TEST },
      to: { path: ADAPTERS, pathNot: '^shared/src/$1/' },
    },
    {
      name: 'context-is-mains-secret',
      severity: 'error',
      from: { path: '^(shared|services)/', pathNot: ['/main\\.ts$', TEST] },
      to: { path: '/context\\.ts$' },
    },
    { name: 'nobody-imports-main', severity: 'error', from: {}, to: { path: '/main\\.ts$' } },
    {
      name: 'tests-are-imported-by-tests',
      severity: 'error',
      from: { path: '^(shared|services)/', pathNot: TEST },
      to: { path: TEST },
    },
    {
      name: 'no-reaching-by-path',
      comment: 'Services see shared by its package name alone.',
      severity: 'error',
      from: { path: '^services/' },
      to: { path: '^shared/', dependencyTypes: ['local'] },
    },
    only(
      'prisma-in-db',
      '@prisma/client|@prisma/adapter-pg|\\.prisma',
      '^shared/src/db/',
      'SQL has one home.',
    ),
    only('ioredis-in-queue', 'ioredis', '^shared/src/queue/', 'The bell has one home.'),
    only('bullmq-in-queue', 'bullmq', '^shared/src/queue/', 'The bell has one home.'),
    only('winston-in-logging', 'winston', '^shared/src/logging/', 'Secrets are cut out in one place.'),
    only(
      'express-at-the-http-edge',
      'express|@types/express',
      '^services/ingest/src/(http|api|webhooks|admin)/|^services/github-sim/',
      'Stories know no requests.',
    ),
    only(
      'octokit-at-the-github-edge',
      '@octokit/[^/]+',
      '^shared/src/github/|^services/github-sim/',
      'One gateway.',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/|/generated/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.depcruise.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'types', 'import', 'default'],
    },
  },
};
