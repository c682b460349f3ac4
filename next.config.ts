import type { NextConfig } from "next";

const config: NextConfig = {
  agentRules: false,
  experimental: { agentUpgrade: false, authInterrupts: true, turbopackRustReactCompiler: true },
  images: { unoptimized: true },
  poweredByHeader: false,
  reactCompiler: true,
  reactStrictMode: true,
  typedRoutes: false,
  serverExternalPackages: ["@node-rs/argon2", "postgres", "pino"],
  typescript: { ignoreBuildErrors: true },
};

export default config;
