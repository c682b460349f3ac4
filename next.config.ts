import type { NextConfig } from "next";

const config: NextConfig = {
  agentRules: false,
  experimental: {
    agentUpgrade: false,
    authInterrupts: true,
    // An OpenAPI document of 5 MiB, and what goes with it.
    serverActions: { bodySizeLimit: "6mb" },
    turbopackRustReactCompiler: true,
  },
  images: { unoptimized: true },
  poweredByHeader: false,
  reactCompiler: true,
  reactStrictMode: true,
  typedRoutes: false,
  serverExternalPackages: ["@node-rs/argon2", "postgres", "pino"],
  typescript: { ignoreBuildErrors: true },
};

export default config;
