// The bell of the groups; queue/ keeps its promises.
import type { ResourceRef } from './loaded-resource.js';

/** The bell: tells the workers that a group has work. A lost ring costs time, never work (rule O6). */
export interface Bell {
  ring(groups: readonly ResourceRef[]): Promise<void>;
  /** Rings after a while; for groups that wait for a limit or a back-off. */
  ringLater(group: ResourceRef, delayMs: number): Promise<void>;
}
