import fc from 'fast-check';
import { composerOrder } from './composer-order.ts';
import { mavenOrder } from './maven-order.ts';
import { orderOfEcosystem, orderOfRange } from './order-of.ts';
import { nugetOrder } from './nuget-order.ts';
import { numberOrder } from './number-order.ts';
import { pythonOrder } from './python-order.ts';
import { rubyOrder } from './ruby-order.ts';
import { goOrder, pubOrder, semanticOrder } from './semantic-order.ts';
import { compareIn, expectAscending, expectEqual, expectTotalOrder, versionTexts } from './testing/expect-order.ts';

describe('the order of versions', () => {
  const totalOrders = {
    ...{ semanticOrder, goOrder, pubOrder, pythonOrder, nugetOrder, rubyOrder, composerOrder, numberOrder },
  };
  const orders = { ...totalOrders, mavenOrder };

  for (const [name, order] of Object.entries(orders)) {
    it(`of ${name} never throws, whatever it is given`, () => {
      fc.assert(
        fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
          expect(() => order.read(text)).not.toThrow();
        }),
      );
      for (const text of ['', '1'.repeat(10_000_000), '-'.repeat(10_000), '__proto__', '1.'.repeat(5000)]) {
        expect(() => order.read(text)).not.toThrow();
      }
      expect(order.read('1'.repeat(257))).toBeUndefined();
    });
  }

  it('is total for all but Maven, whose upstream order is not for some texts', () => {
    for (const order of Object.values(totalOrders)) expectTotalOrder(order, versionTexts);
  });

  it('is not compared across ecosystems', () => {
    const [one, other] = [semanticOrder.read('1.0.0'), pythonOrder.read('1.0.0')];
    expect(() => one?.compare(other!)).toThrowError(TypeError);
  });

  it('belongs to an ecosystem, whatever release or repository it names', () => {
    expect(orderOfEcosystem('npm')).toBe(semanticOrder);
    expect(orderOfEcosystem('Go')).toBe(goOrder);
    expect(orderOfEcosystem('Maven:https://repo.example.com')).toBe(mavenOrder);
    expect(orderOfEcosystem('Packagist:https://packages.drupal.org/8')).toBe(composerOrder);
    expect(orderOfEcosystem('Debian:12')).toBeUndefined();
    expect(orderOfEcosystem('__proto__')).toBeUndefined();
  });

  it('is the one of semantic versions where a range says SEMVER, and none for commits', () => {
    expect(orderOfRange('SEMVER', 'Maven')).toBe(semanticOrder);
    expect(orderOfRange('SEMVER', 'Debian:12')).toBe(semanticOrder);
    expect(orderOfRange('SEMVER', 'Go')).toBe(goOrder);
    expect(orderOfRange('ECOSYSTEM', 'PyPI')).toBe(pythonOrder);
    expect(orderOfRange('GIT', 'npm')).toBeUndefined();
  });
});

describe('semantic versions', () => {
  it('stand in the order of semver.org, section 11', () => {
    expectAscending(semanticOrder, [
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0-beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0-rc.1',
      '1.0.0',
      '2.0.0',
      '2.1.0',
      '2.1.1',
    ]);
  });

  it('may lack numbers or have a v, and their build does not count', () => {
    expectEqual(semanticOrder, ['1.2.0', '1.2', 'v1.2.0', '1.2.0+build.7', ' 1.2.0 ']);
  });

  it('of other forms cannot be read', () => {
    for (const text of ['', 'latest', '1.2.3.4', '1.x', '^1.0.0', '1.2.3 || 2']) {
      expect(semanticOrder.read(text)).withContext(text).toBeUndefined();
    }
  });
});

describe('versions of Go modules', () => {
  it('order pseudo-versions as prereleases (go.dev/ref/mod#pseudo-versions)', () => {
    expectAscending(goOrder, [
      'v0.0.0-20190802002840-cff245a6509b',
      'v0.0.0-20210405180319-a5a99cb37ef4',
      'v0.0.0',
      'v0.3.4',
      'v0.3.5-0.20201125200606-c27b9fd57aec',
      'v0.3.5',
      'v1.0.0-pre',
      'v1.0.0-pre.0.20240101000000-abcdefabcdef',
      'v1.0.0',
    ]);
  });

  it('take +incompatible for what it is: no part of the order', () => {
    expectEqual(goOrder, ['v20.10.9+incompatible', '20.10.9', 'v20.10.9']);
  });

  it('are also written as those of the toolchain', () => {
    expectAscending(goOrder, ['go1.20.7', '1.21.0-0', 'go1.21beta1', 'go1.21rc2', 'go1.21', 'go1.21.1']);
    expectEqual(goOrder, ['go1.21', '1.21.0', 'go1.21.0']);
    expectEqual(goOrder, ['go1.22rc1', '1.22rc1', '1.22.0-rc.1']);
  });
});

describe('versions of Python packages', () => {
  it('stand in the order of PEP 440', () => {
    expectAscending(pythonOrder, [
      '1.0.dev456',
      '1.0a1',
      '1.0a2.dev456',
      '1.0a12.dev456',
      '1.0a12',
      '1.0b1.dev456',
      '1.0b2',
      '1.0b2.post345.dev456',
      '1.0b2.post345',
      '1.0rc1.dev456',
      '1.0rc1',
      '1.0',
      '1.0+abc.5',
      '1.0+abc.7',
      '1.0+5',
      '1.0.post456.dev34',
      '1.0.post456',
      '1.1.dev1',
      '1!0.1',
    ]);
    expectEqual(pythonOrder, ['1.0', '1', '1.0.0', 'v1.0', '1.0.0.0']);
  });

  it('of the days before it cannot be read', () => {
    expect(pythonOrder.read('2004d-r1-final')).toBeUndefined();
  });
});

describe('versions of NuGet packages', () => {
  it('have up to four numbers, and prereleases without case', () => {
    expectAscending(nugetOrder, [
      '1.0.1-aaa',
      '1.0.1-alpha',
      '1.0.1-alpha.2',
      '1.0.1-alpha.10',
      '1.0.1-alpha10',
      '1.0.1-Beta',
      '1.0.1-rc.10',
      '1.0.1-zzz',
      '1.0.1',
      '1.0.1.2',
      '1.0.2',
    ]);
    expectEqual(nugetOrder, ['1', '1.0', '1.0.0', '1.0.0.0', '1.0.00', 'v1.0+build.7']);
    expectEqual(nugetOrder, ['1.0.0-RC.1', '1.0-rc.1']);
  });
});

describe('versions of Composer packages', () => {
  it('stand in the order of their stability, whose count may be missing', () => {
    expectAscending(composerOrder, [
      '1.0.0-dev',
      '1.0-alpha',
      '1.0.0a2',
      '1.0-alpha10',
      '1.0.0-beta',
      'v1.0.0-RC1-dev',
      '1.0.0-RC1',
      '1.0.0RC10',
      '1.0',
      '1.0.0-p1',
      '1.0.0-pl2',
      '1.0.0.1',
      '1.0.1',
      '1.10',
      '2010.01.02',
      '20240101',
    ]);
    expectEqual(composerOrder, ['1', 'v1.0', '1.0.0', '1.0.0.0', '1.0+build', '1.0.0-stable', '01.00']);
    expectEqual(composerOrder, ['1.0-RC1', '1.0.0.rc.1', '1.0_RC-1', '1.0.0rc01']);
  });

  it('are no branches and no ranges', () => {
    for (const text of ['dev-main', '1.x-dev', '1.0.x', '^1.0', '1.0 || 2.0', `1.0-rc${'1'.repeat(240)}!`]) {
      expect(composerOrder.read(text)).withContext(text).toBeUndefined();
    }
  });
});

describe('versions of Dart, R and Haskell packages', () => {
  it('of Dart count their build', () => {
    expectAscending(pubOrder, ['1.0.0-dev.1', '1.0.0', '1.0.0+1', '1.0.0+2', '1.0.0+10', '1.0.1']);
  });

  it('of R and Haskell are numbers, the shorter first', () => {
    expectAscending(numberOrder, ['0.9', '1', '1.0', '1.0-1', '1.0.2', '1.0.10', '1.1.0.9000', '20240101.1']);
    expectEqual(numberOrder, ['1.0-1', '1.0.1', '01.0.1']);
    for (const text of ['', '1.', '1.0a', 'v1.0']) expect(numberOrder.read(text)).withContext(text).toBeUndefined();
  });
});

describe('versions of gems', () => {
  it('stand in the order of RubyGems', () => {
    expectAscending(rubyOrder, [
      '0.beta.1',
      '0.0.1',
      '1.0.0.a.1.1',
      '1.0.0.a2',
      '1.0.0-1',
      '1.0.0',
      '1.8.2.a',
      '1.8.2.a9',
      '1.8.2.a10',
      '1.8.2.b',
      '1.8.2',
      '1.9.3',
      '1.10',
    ]);
    expectEqual(rubyOrder, ['1', '1.0', '1.0.0', ' 1 ', '01']);
    expectEqual(rubyOrder, ['1.a', '1.0.a', '1.0.0.a']);
    for (const text of ['junk', '1.2 3.4', '1..2', '']) expect(rubyOrder.read(text)).withContext(text).toBeUndefined();
  });
});

/** What maven.apache.org/pom.html#version-order-specification and the tests of Maven 3.9's ComparableVersion state, or what it answers. */
describe('versions of Maven artifacts', () => {
  it('order qualifiers', () => {
    expectAscending(
      mavenOrder,
      [
        '1-alpha2snapshot 1-alpha2 1-alpha-123 1-beta-2 1-beta123 1-m2 1-m11 1-rc 1-cr2 1-rc123 1-SNAPSHOT 1 1-sp 1-sp2',
        '1-sp123 1-abc 1-def 1-pom-1 1-1-snapshot 1-1 1-2 1-123',
      ].flatMap((line) => line.split(' ')),
    );
  });

  it('order numbers', () => {
    expectAscending(
      mavenOrder,
      [
        '2.0 2.0.a 2-1 2.0.2 2.0.123 2.1.0 2.1-a 2.1b 2.1-c 2.1-1 2.1.0.1 2.2 2.123 11.a2 11.a11 11.b2 11.b11 11.m2 11.m11',
        '11 11.a 11b 11c 11m',
      ].flatMap((line) => line.split(' ')),
    );
  });

  it('are equal in many writings', () => {
    expectEqual(mavenOrder, [
      '1',
      '1.0',
      '1.0.0',
      '1-0',
      '1.0-0',
      '1ga',
      '1release',
      '1FINAL',
      '01',
      '0000000000000000001',
    ]);
    expectEqual(mavenOrder, ['1a', '1-a', '1.0-a', '1.0.0-a', '1.0a', '1.0.0a', '1.0.a', '1A']);
    expectEqual(mavenOrder, ['1x', '1-x', '1.0-x', '1.0.0-x', '1.0x']);
    expectEqual(mavenOrder, ['1cr', '1rc', '1Rc']);
    expectEqual(mavenOrder, ['1a1', '1-alpha-1', '1alpha1']);
    expectEqual(mavenOrder, ['1m3', '1-milestone-3', '1MileStone3']);
    expectEqual(mavenOrder, ['0', '00', '0000000000000000000']);
  });

  for (const [low, high] of [
    ['1', '2'],
    ['1.5', '2'],
    ['1', '2.5'],
    ['1.0', '1.1'],
    ['1.0.1', '1.1'],
    ['1.0-alpha-1', '1.0'],
    ['1.0-alpha-1', '1.0-beta-1'],
    ['1.0-beta-1', '1.0-SNAPSHOT'],
    ['1.0-SNAPSHOT', '1.0'],
    ['1.0-alpha-1-SNAPSHOT', '1.0-alpha-1'],
    ['1.0', '1.0-1'],
    ['2.0-1', '2.0.1'],
    ['2.0.1-klm', '2.0.1-lmn'],
    ['2.0.1', '2.0.1-xyz'],
    ['2.0.1-xyz', '2.0.1-123'],
    ['0.2', '1.0.7'],
    ['é', '1'],
    ['aardvark', 'zebra'],
    ['6.1.0rc3', '6.1.0'],
    ['6.1.0rc3', '6.1H.5-beta'],
    ['6.1.0', '6.1H.5-beta'],
    ['20190126.230843', '1234567890.12345'],
    ['1234567890.12345', '123456789012345.1H.5-beta'],
    ['123456789012345.1H.5-beta', '12345678901234567890.1H.5-beta'],
    ['1-0.alpha', '1-0.beta'],
    ['1-0.beta', '1'],
    ['1.0.0.RC1', '1.0.0-RC2'],
    ['1.0.0.def1', '1.0.0-def2'],
    ['1.0-sp1-redhat', '1.0.final-redhat'],
    ['1.0.10.jre-8', '1.0.10.jre8'],
    ['1-alpha1.2', '1-alpha.2'],
    ['100.be.ta', '100.beta'],
  ] as const) {
    it(`put ${low} before ${high}`, () => {
      expect([compareIn(mavenOrder, low, high), compareIn(mavenOrder, high, low)]).toEqual([-1, 1]);
    });
  }

  it('are total in the forms that releases have', () => {
    const number = fc.constantFrom('0', '1', '2', '10', '2024');
    const numbers = fc.array(number, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.'));
    const qualifier = fc.constantFrom(
      '',
      '-alpha',
      '-alpha-1',
      '-beta2',
      '-rc1',
      '-SNAPSHOT',
      '-sp',
      '-jre',
      '-redhat-1',
      '.Final',
    );
    expectTotalOrder(
      mavenOrder,
      fc.tuple(numbers, qualifier).map((parts) => parts.join('')),
    );
  });
});
