import { setFlagsFromString } from 'node:v8';

/**
 * What passes through lies in buffers of 64 KiB outside of V8's heap, and is garbage at once. By default V8 answers a few
 * tens of MiB of it by marking the whole heap, which costs a download two thirds of its CPU time (bench/README.md). With
 * this flag such buffers count as the heap itself does, and mostly go with the cheap collections of what is young. For
 * when the start is over: what the embedded database leaves behind there is better marked early.
 */
export function collectBuffersWhileYoung(): void {
  setFlagsFromString('--external-memory-accounted-in-global-limit');
}

/**
 * Texts of evidence pass through the heaps of the process and of its threads. By default V8 lets each of them grow to the
 * fourfold before it marks it, and hands back little of that later. With these flags, which hold for threads, too, a heap
 * doubles at most between two markings, and what is young does not grow at all: a run takes a fraction of the memory, and a
 * few percent more CPU time (bench/README.md). For the very start, before there is anything to keep small.
 */
export function keepHeapsSmall(): void {
  setFlagsFromString('--heap-growing-percent=100');
  setFlagsFromString('--semi-space-growth-factor=1');
}
