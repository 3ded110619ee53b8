import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from 'tar-stream';
import { requireProgram } from '../../testing/require-program.ts';
import { ByteSource } from './byte-source.ts';
import { readTar } from './read-tar.ts';

interface ReadArchive {
  entries: { path: string; typeFlag: string; content: string }[];
  damages: string[];
}

async function read(archive: Uint8Array, pieceBytes = 700): Promise<ReadArchive> {
  const found: ReadArchive = { entries: [], damages: [] };
  const source = new ByteSource(inPieces(archive, pieceBytes));
  for await (const entry of readTar(source, (path, message) => found.damages.push(`${path}: ${message}`))) {
    const pieces: Uint8Array[] = [];
    for (let piece = await entry.read(); piece; piece = await entry.read()) pieces.push(piece.slice());
    const content = Buffer.concat(pieces).toString();
    found.entries.push({ path: entry.path, typeFlag: entry.typeFlag, content });
  }
  return found;
}

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function packed(files: Record<string, string>): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of Object.entries(files)) archive.entry({ name, mtime: new Date(0) }, content);
  archive.finalize();
  const pieces: Uint8Array[] = [];
  for await (const piece of archive as AsyncIterable<Uint8Array>) pieces.push(piece);
  return Buffer.concat(pieces);
}

const files = {
  empty: '',
  'one-block': 'x'.repeat(512),
  [`${'long/'.repeat(30)}ustar-prefix`]: 'by prefix',
  [`${'x'.repeat(150)}/${'y'.repeat(120)}`]: 'by pax',
  'ünï/cödé': 'by pax too',
};

describe('readTar', () => {
  it('reads what tar-stream writes, however the stream is cut', async () => {
    const archive = await packed(files);
    for (const pieceBytes of [1, 511, 512, 100_000]) {
      const { entries, damages } = await read(archive, pieceBytes);
      expect(damages).toEqual([]);
      expect(Object.fromEntries(entries.map(({ path, content }) => [path, content]))).toEqual(files);
    }
  });

  it('reads what GNU tar writes, and shows links and folders for what they are', async () => {
    requireProgram('tar');
    const folder = mkdtempSync(join(tmpdir(), 'stella-tar-'));
    try {
      mkdirSync(join(folder, 'in/sub'), { recursive: true });
      writeFileSync(join(folder, 'in/sub/file'), 'content');
      symlinkSync('/etc/passwd', join(folder, 'in/link'));
      execFileSync(
        'tar',
        ['--format=posix', '--pax-option=delete=atime,delete=ctime,delete=mtime', '-cf', 'x.tar', '-C', 'in', '.'],
        { cwd: folder },
      );
      const archive = execFileSync('cat', [join(folder, 'x.tar')]);
      const { entries } = await read(archive);
      expect(entries.map(({ path, typeFlag }) => `${typeFlag} ${path}`).sort()).toEqual([
        '0 ./sub/file',
        '2 ./link',
        '5 ./',
        '5 ./sub/',
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('goes on behind a damaged header, so that it costs one file', async () => {
    const archive = await packed({ a: 'first', b: 'second', c: 'third' });
    archive[1024 + 3] = 0x41;
    const { entries, damages } = await read(archive);
    expect(entries.map(({ path }) => path)).toEqual(['a', 'c']);
    expect(damages).toEqual([': A file header is damaged']);
  });

  it('tells of bytes that no digest covers: in the padding and behind the end', async () => {
    const padding = await packed({ a: 'first' });
    padding[512 + 100] = 1;
    expect((await read(padding)).damages).toEqual(['a: Padding is not empty']);
    const end = await packed({ a: 'first' });
    expect((await read(Buffer.concat([end, Buffer.from('more')]))).damages.length).toBe(1);
    end[end.length - 1] = 1;
    expect((await read(end)).damages.length).toBe(1);
  });

  it('tells where an archive was cut', async () => {
    const archive = await packed({ a: 'x'.repeat(2000), b: 'second' });
    expect((await read(archive.subarray(0, 1000))).damages).toEqual(['a: The archive ends inside this file']);
    expect((await read(archive.subarray(0, 512 + 2048))).damages).toEqual([': The archive ends without its end mark']);
  });

  it('tells of extended headers that other programs would obey differently', async () => {
    const archive = pack();
    archive.entry({ name: 'seen', pax: { 'GNU.sparse.name': 'unpacked' }, mtime: new Date(0) }, 'x');
    archive.finalize();
    const pieces: Uint8Array[] = [];
    for await (const piece of archive as AsyncIterable<Uint8Array>) pieces.push(piece);
    expect((await read(Buffer.concat(pieces))).damages).toEqual([
      ': An extended header holds something else than a path',
    ]);
  });
});
