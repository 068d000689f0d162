# Builds with everything, runs with what production needs: nothing embedded, no tools.
FROM node:22-slim AS base
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY libs/chain-cache/package.json libs/chain-cache/
COPY apps/dev-chain/package.json apps/dev-chain/

FROM base AS build
RUN npm ci --ignore-scripts
COPY build.mjs .swcrc tsconfig.json ./
COPY tools tools
COPY libs libs
COPY apps apps
RUN npm run build

FROM base AS dependencies
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM node:22-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/package.json ./
COPY --from=build /app/dist dist
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/apps/governance/main.js"]
