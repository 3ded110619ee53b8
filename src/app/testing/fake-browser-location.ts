/** Remembers where the console would have left for. `{provide: BrowserLocation, useClass: FakeBrowserLocation}`. */
export class FakeBrowserLocation {
  path = '/t/acme/runs?status=failed';
  leftFor: string | undefined;

  current(): string {
    return this.path;
  }

  correct(address: string): void {
    this.path = address;
  }

  leaveFor(url: string): void {
    this.leftFor = url;
  }
}
