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
