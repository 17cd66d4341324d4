// The glue half of the engine's package: typed like the whole, plus the hand-over of the instantiated module.
declare module '@prisma/schema-engine-wasm/schema_engine_bg' {
  export { SchemaEngine } from '@prisma/schema-engine-wasm';
  export function __wbg_set_wasm(exports: unknown): void;
}

// Node has it, but its types stand in the browser's library, which the rest of the code must not see.
declare namespace WebAssembly {
  function instantiate(
    bytes: Uint8Array,
    imports: Record<string, unknown>,
  ): Promise<{ instance: { exports: Record<string, unknown> } }>;
}
