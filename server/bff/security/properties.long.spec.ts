import { describeBadInput } from '../testing/bad-input/describe-bad-input.ts';

describeBadInput(10_000);
