import { dirname, relative, resolve, sep } from 'node:path';
import { projectFolder } from '../bootstrap/project.mjs';
import { layers, testingFolders } from './layers.mjs';

/**
 * ESLint rule: imports run one way through the layers. Our own, because eslint-plugin-import-x brings a resolver whose
 * lock `npm ci` refuses, and `no-restricted-imports` sees specifiers only, not where they lead.
 * @type {import('eslint').Rule.RuleModule}
 */
export const importLayers = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      forbidden: '{{from}} must not import from {{to}} (docs/architecture.md); it may import {{allowed}}.',
    },
  },
  create(context) {
    const file = inProject(context.filename);
    const from = layerOf(file);
    if (!from) return {};
    const mayImport = isTestCode(file) ? [...from.mayImport, ...testingFolders] : from.mayImport;

    /** @param {import('estree').Node | null | undefined} source */
    const check = (source) => {
      if (source?.type !== 'Literal' || typeof source.value !== 'string' || !source.value.startsWith('.')) return;
      const target = inProject(resolve(dirname(context.filename), source.value));
      const to = layerOf(target);
      if (!to || to === from || mayImport.some((folder) => isBelow(target, folder))) return;
      context.report({
        node: source,
        messageId: 'forbidden',
        data: { from: from.folder, to: to.folder, allowed: mayImport.join(', ') || 'itself only' },
      });
    };

    return {
      ImportDeclaration: (node) => {
        check(node.source);
      },
      ExportNamedDeclaration: (node) => {
        check(node.source);
      },
      ExportAllDeclaration: (node) => {
        check(node.source);
      },
      ImportExpression: (node) => {
        check(node.source);
      },
    };
  },
};

/**
 * Specs, and what an area keeps for its own specs in a folder `testing`.
 * @param {string} file
 */
function isTestCode(file) {
  return file.endsWith('.spec.ts') || file.includes('/testing/');
}

/** @param {string} path */
function inProject(path) {
  return relative(projectFolder, path).replaceAll(sep, '/');
}

/**
 * @param {string} path
 * @param {string} folder
 */
function isBelow(path, folder) {
  return path.startsWith(`${folder}/`);
}

/**
 * @param {string} path
 * @returns {import('./layers.mjs').Layer | undefined}
 */
function layerOf(path) {
  return layers.filter(({ folder }) => isBelow(path, folder)).sort((a, b) => b.folder.length - a.folder.length)[0];
}
