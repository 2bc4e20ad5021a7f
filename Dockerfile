# syntax=docker/dockerfile:1
# Debian and not Alpine: Node there has full ICU as well, but the embedded PostgreSQL is linked against glibc.
FROM node:20-bookworm-slim AS build
WORKDIR /plenary
COPY package.json package-lock.json ./
RUN npm ci
COPY tsconfig.json ./
COPY migrations migrations
COPY src src
RUN npm run build

FROM node:20-bookworm-slim AS packages
WORKDIR /plenary
COPY package.json package-lock.json ./
# Optional packages are the embedded PostgreSQL: here the database is a server of its own.
RUN npm ci --omit=dev --omit=optional && npm cache clean --force
# Of 110 MB of fonts, the weights in which documents are set; their licences stay beside them.
RUN find node_modules/@expo-google-fonts -name '*.ttf' \
  ! -name NotoSans_400Regular.ttf ! -name NotoSans_600SemiBold.ttf \
  ! -name NotoSansSC_400Regular.ttf ! -name NotoSansSC_700Bold.ttf -delete

FROM node:20-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /plenary
COPY --from=packages /plenary/node_modules node_modules
COPY --from=build /plenary/dist dist
COPY package.json ./
# Uploaded files, unless they are kept in S3: a folder that all processes share.
ENV STORAGE_DIR=/var/lib/plenary/files
RUN mkdir -p "$STORAGE_DIR" && chown node:node "$STORAGE_DIR"
USER node
VOLUME /var/lib/plenary/files
EXPOSE 3000
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s --retries=6 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node itself is the first process, so that it hears SIGTERM.
CMD ["node", "--enable-source-maps", "dist/src/main.js"]
