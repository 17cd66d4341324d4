// Wakes groups after a commit. A ring that fails costs time and never the request: the tables hold the work, and the
// rescue sweep finds it (rule O6).
import type { Bell } from '@tandem/shared/ports/bell.js';
import type { ResourceRef } from '@tandem/shared/ports/loaded-resource.js';
import type { Log } from '@tandem/shared/ports/log.js';

export async function ringBell(
  { bell, log }: { readonly bell: Bell; readonly log: Log },
  groups: readonly ResourceRef[],
): Promise<void> {
  if (groups.length === 0) return;
  try {
    await bell.ring(groups);
  } catch (error) {
    log.warn('The bell could not be rung; the sweep will wake the groups.', {
      groups: groups.length,
      error: String(error),
    });
  }
}
