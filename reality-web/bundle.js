// Bundles modules for browsers. esbuild bundles; swc minifies, because its output is 5 % smaller than esbuild's.
import { minify } from '@swc/core';
import { build } from 'esbuild';
import { basename } from 'node:path';

/** Returns the files, each with its path and text, and the metafile of esbuild. */
export async function bundle(options) {
  const { outputFiles, metafile } = await build({
    ...options,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'warning',
    external: ['react'],
    write: false,
    metafile: true,
  });
  const textOf = (path) => outputFiles.find((file) => file.path === path)?.text;
  const files = [];
  for (const { path, text } of outputFiles.filter(({ path }) => path.endsWith('.js'))) {
    const name = basename(path);
    const content = textOf(`${path}.map`);
    const { code, map } = await minify(text, {
      module: true,
      compress: { ecma: 2022, passes: 3, unsafe_arrows: true }, // arrows if `this` and `arguments` are unused
      mangle: true,
      sourceMap: content && { content, filename: name, url: `${name}.map` },
    });
    files.push({ path, text: code });
    if (map) {
      files.push({ path: `${path}.map`, text: map });
    }
  }
  return { files, metafile };
}
