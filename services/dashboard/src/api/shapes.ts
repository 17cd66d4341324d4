// The API's answers under the names that the pages use. They are the types of the client, made from the description that
// ingest serves: what the services answer and what the pages believe cannot differ.
import type { components } from '@tandem/client/generated/api.js';

type Schemas = components['schemas'];

export type Operation = Schemas['Operation'];
export type OperationDetail = Schemas['OperationDetail'];
/** What an operation found and whom it touched. */
export type OperationContext = Schemas['OperationContext'];
export type TimelineEntry = OperationDetail['timeline'][number];
export type Kind = Operation['kind'];
export type Direction = Operation['direction'];
export type State = Operation['state'];
export type Source = Operation['source'];

export type Task = Schemas['Task'];
export type Sides = Schemas['Sides'];
export type Delivery = Schemas['Delivery'];
export type DeliveryDetail = Schemas['DeliveryDetail'];
export type Repo = Schemas['Repo'];
/** What connecting a repo would bring. */
export type RepoPreview = Schemas['RepoPreview'];
export type Project = Schemas['Project'];
export type Installation = Schemas['Installation'];
export type Conflict = Schemas['Conflict'];
export type ScheduleItem = Schemas['ScheduleItem'];
export type AuditEntry = Schemas['AuditEntry'];
export type User = Schemas['User'];
/** GitHub's page on which a user allows the app to write in their name. */
export type ConnectStart = Schemas['ConnectStart'];
export type Overview = Schemas['Overview'];
export type Window = Overview['window'];

/** Field by field, in the normal form. */
export type Fields = Readonly<Record<string, unknown>>;

/** The values that can be chosen, in the order in which they are offered. */
export const STATES = [
  'queued',
  'processing',
  'completed',
  'errored',
  'canceled',
  'dropped',
  'duplicate',
  'disabled',
] as const satisfies readonly State[];
export const SOURCES = [
  'webhook',
  'client',
  'pull',
  'scheduler',
  'manual',
  'import',
] as const satisfies readonly Source[];

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** Of the dashboard alone, and so in no description of the API. */
export interface Session {
  readonly name: string;
  readonly scope: 'read' | 'admin';
  readonly calls: readonly string[];
}
