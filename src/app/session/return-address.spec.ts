import { TestBed } from '@angular/core/testing';
import { fakeLocation, provideConsoleTesting } from '../testing/console-testing.ts';
import { ReturnAddress } from './return-address.ts';

const path = '/t/acme/administration/audit';
const long = `${path}?subject=${'u'.repeat(384)}`;

describe('ReturnAddress', () => {
  let address: ReturnAddress;

  beforeEach(() => {
    TestBed.configureTestingModule({ providers: provideConsoleTesting() });
    address = TestBed.inject(ReturnAddress);
  });

  function leaveAndComeBackTo(back: string): string {
    address.leave();
    fakeLocation().path = back;
    address.comeBack();
    return fakeLocation().path;
  }

  it('sends a short address along, and keeps nothing', () => {
    fakeLocation().path = `${path}?range=24h`;
    expect(address.leave()).toBe(`${path}?range=24h`);
    expect(sessionStorage.length).toBe(0);
  });

  it('sends the path of a long one, and puts the rest back', () => {
    fakeLocation().path = long;
    expect(address.leave()).toBe(path);
    expect(leaveAndComeBackTo(path)).toBe(long);
    expect(sessionStorage.length).toBe(0);
  });

  it('puts nothing back on another page, then or later', () => {
    fakeLocation().path = long;
    expect(leaveAndComeBackTo('/t/acme/runs')).toBe('/t/acme/runs');
    fakeLocation().path = path;
    address.comeBack();
    expect(fakeLocation().path).toBe(path);
  });
});
