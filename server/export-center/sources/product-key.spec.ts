import { ecosystemKeys, ecosystemOfPurl, productKey, productKeyOfPackage, withoutVersion } from './product-key.ts';

describe('product keys', () => {
  it('leave out qualifiers, subpath, escapes and case', () => {
    expect(productKey('pkg:npm/%40Scope/name@1.0.0?arch=x#sub')).toBe('pkg:npm/@scope/name@1.0.0');
    expect(productKey('pkg:golang/a@v1%2Bincompatible')).toBe('pkg:golang/a@v1+incompatible');
    expect(productKey('pkg:npm/broken%')).toBe('pkg:npm/broken%');
    expect(productKey('Registry.example.com/App?x')).toBe('registry.example.com/app?x');
  });

  it('are cut at the version, and at no scope', () => {
    expect(withoutVersion('pkg:npm/@scope/name@1.0.0')).toBe('pkg:npm/@scope/name');
    expect(withoutVersion('pkg:npm/@scope/name')).toBe('pkg:npm/@scope/name');
    expect(withoutVersion('app@1')).toBe('app@1');
  });

  it('are built from ecosystem and name as purls are', () => {
    expect(productKeyOfPackage('Go', 'example.com/Mod/v2')).toBe('pkg:golang/example.com/mod/v2');
    expect(productKeyOfPackage('Android', ':linux_kernel:')).toBe(':linux_kernel:');
  });

  it('tell the ecosystem by the purl type', () => {
    expect(ecosystemOfPurl('pkg:PyPI/x@1')).toBe('PyPI');
    expect(ecosystemOfPurl('pkg:oci/x@1')).toBeUndefined();
    expect(ecosystemOfPurl('x')).toBeUndefined();
    expect(ecosystemKeys('npm')).toEqual(['npm']);
  });
});
