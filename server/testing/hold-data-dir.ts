// Run as a process of its own by specs: opens the embedded database of the given folder, says so, and stays.
import { openDatabase } from '../kernel/database/database.ts';
import { silentLogger } from './test-logger.ts';

await openDatabase({ dataDir: process.argv[2] ?? '', logger: silentLogger });
process.stdout.write('open\n');
setInterval(() => undefined, 1_000);
