import {
  type ComponentHarness,
  type HarnessLoader,
  type HarnessPredicate,
  manualChangeDetection,
} from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { settled } from './console-testing.ts';

@Component({ selector: 'app-dialog-spec-host', template: '' })
class HostComponent {}

interface DialogHarness<Dialog extends ComponentHarness> {
  new (...given: ConstructorParameters<typeof ComponentHarness>): Dialog;
  readonly hostSelector: string;
}

/** Where dialogs stand: beside the page, not in it. */
export function dialogs(): HarnessLoader {
  return TestbedHarnessEnvironment.documentRootLoader(TestBed.createComponent(HostComponent));
}

/** The dialog, which is loaded when it is first needed. Calls that are open are left to the spec. */
export async function openDialog<Dialog extends ComponentHarness>(
  harness: DialogHarness<Dialog> | HarnessPredicate<Dialog>,
): Promise<Dialog> {
  const loader = dialogs();
  return manualChangeDetection(async () => {
    for (let waited = 0; waited < 100 && !(await loader.hasHarness(harness)); waited++) await settled();
    return loader.getHarness(harness);
  });
}
