// Gives schemas their names in the OpenAPI document. The same object validates and describes, so the two cannot drift.
import { z } from 'zod';

export const NAMED_SCHEMAS = z.registry<{ id: string }>();

export function named<S extends z.ZodType>(id: string, schema: S): S {
  NAMED_SCHEMAS.add(schema, { id });
  return schema;
}
