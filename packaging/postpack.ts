// The `postpack` of every package, run by npm once the tarball is made: puts back what prepack.ts placed the package over. Only a publishing
// in earnest reads package.json once more, for the registry: there keep-placed.ts puts back when npm is done.
import { notes } from './packing.ts';
import { putBack } from './place.ts';

if (process.env['npm_command'] === 'pack' || process.env['npm_config_dry_run'] === 'true') putBack(notes);
