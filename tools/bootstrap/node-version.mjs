// The first check of all, in plain JavaScript: it must run on the old Node that it complains about.

export const OLDEST = [20, 19, 0];

/** A sentence when this Node is too old, else undefined. `version`: as in process.version. */
export function tooOld(version) {
  const parts = version.replace(/^v/, '').split('.').map(Number);
  const first = OLDEST.findIndex((wanted, index) => parts[index] !== wanted);
  if (first === -1 || parts[first] > OLDEST[first]) return undefined;
  return `This is Node ${version}; Tandem needs ${OLDEST.join('.')} or newer: https://nodejs.org/en/download`;
}
