import { describeBadInput } from '../testing/bad-input/describe-bad-input.ts';

describeBadInput(500);
