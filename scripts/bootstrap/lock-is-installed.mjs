/**
 * What we read of a lock file (lockfileVersion 3); npm writes the same shape to node_modules/.package-lock.json.
 * @typedef {{ version?: string, integrity?: string, optional?: boolean }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} Lock
 */

/**
 * Whether node_modules holds what the lock names. Compares contents, not times: git gives files new times at will.
 * An optional package may be absent (npm leaves out those of other platforms), anything else may not.
 * @param {Lock} lock package-lock.json
 * @param {Lock} installed node_modules/.package-lock.json
 * @returns {boolean}
 */
export function lockIsInstalled(lock, installed) {
  const wanted = Object.entries(lock.packages).filter(([path]) => path !== '');
  return (
    wanted.every(([path, entry]) => {
      const found = installed.packages[path];
      return found ? found.version === entry.version && found.integrity === entry.integrity : entry.optional === true;
    }) && Object.keys(installed.packages).every((path) => path in lock.packages)
  );
}
