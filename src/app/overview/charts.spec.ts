import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { settled } from '../testing/console-testing.ts';
import { overviewOfDay } from '../testing/overview-fixtures.ts';
import { provideChartAnimations } from './chart-animations.ts';
import { FailuresChartComponent } from './failures-chart.component.ts';
import { throughputOf } from './throughput.ts';
import { ThroughputChartComponent, type ThroughputChoice } from './throughput-chart.component.ts';

describe('charts', () => {
  beforeEach(() => TestBed.configureTestingModule({ providers: [provideChartAnimations()] }));

  /** ngx-charts draws once the size of the element is known. */
  async function drawn(fixture: ComponentFixture<unknown>): Promise<SVGPathElement[]> {
    const element = fixture.nativeElement as HTMLElement;
    for (let attempt = 0; attempt < 50 && element.querySelector('path.bar') === null; attempt++) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      await settled();
    }
    return [...element.querySelectorAll<SVGPathElement>('path.bar')];
  }

  const click = (bar: SVGPathElement | undefined): unknown => bar?.dispatchEvent(new MouseEvent('click'));

  it('draws runs over time in the colours of the theme, and says which bar was chosen', async () => {
    const fixture = TestBed.createComponent(ThroughputChartComponent);
    fixture.componentRef.setInput('throughput', throughputOf(overviewOfDay));
    fixture.componentRef.setInput('bucket', 'hour');
    const chosen: ThroughputChoice[] = [];
    fixture.componentInstance.chosen.subscribe((choice) => chosen.push(choice));
    const bars = (await drawn(fixture)).filter((bar) => bar.getBBox().height > 0);
    expect(new Set(bars.map((bar) => bar.getAttribute('fill')))).toEqual(
      new Set(['var(--series-1)', 'var(--series-2)']),
    );
    expect((fixture.nativeElement as HTMLElement).textContent).toContain('hour, UTC');
    click(bars.at(-1));
    expect(chosen[0]?.series.label).toBe('everything-raw');
    expect(chosen[0]?.column.at).toBe('2026-11-22T10:00:00.000Z');
  });

  it('draws failures by class with their numbers, and says which class was chosen', async () => {
    const fixture = TestBed.createComponent(FailuresChartComponent);
    fixture.componentRef.setInput('failures', overviewOfDay.failures);
    const chosen: string[] = [];
    fixture.componentInstance.chosen.subscribe((code) => chosen.push(code));
    const [bar] = await drawn(fixture);
    expect((fixture.nativeElement as HTMLElement).textContent).toContain('Nothing to pack');
    click(bar);
    expect(chosen).toEqual(['ERR_EXPORT_EMPTY']);
  });
});
