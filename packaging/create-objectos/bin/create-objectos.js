#!/usr/bin/env node
import { createObjectos } from '../src/create-objectos.ts';

process.exitCode = createObjectos(process.argv.slice(2));
