export { defineConfig } from './app-config.ts';
export type { AppConfig, AppHost, PluginSource, Progress } from './app-config.ts';
export { openApp } from './compose.ts';
export type { OpenOptions, RunningApp } from './compose.ts';
export { createNodePlatform } from './node-platform.ts';
export { createHttpServer } from './node-http.ts';
export type { Mount } from './node-http.ts';
