import { Readable } from 'node:stream';
import { Controller, Get, Param, Query, StreamableFile } from '@nestjs/common';
import { z } from 'zod';
import { parseInput } from '../../platform/errors/index.js';
import { RequirePermission } from '../auth/index.js';
import { EXPORT_TYPES, exported, exportFormatSchema } from './export.js';
import { ledgerFiltersSchema, ledgerQuerySchema } from './filters.js';
import { Ledger } from './ledger.js';

const exportQuerySchema = ledgerFiltersSchema.extend({ format: exportFormatSchema });

@Controller('api/v1/ledger')
export class LedgerController {
  constructor(private readonly ledger: Ledger) {}

  @Get()
  @RequirePermission('ledger:read')
  page(@Query() query: unknown) {
    return this.ledger.page(parseInput(ledgerQuerySchema, query));
  }

  @Get('verification')
  @RequirePermission('ledger:verify')
  verification() {
    return this.ledger.verify();
  }

  @Get('export')
  @RequirePermission('ledger:read')
  export(@Query() query: unknown) {
    const { format, ...filters } = parseInput(exportQuerySchema, query);
    return new StreamableFile(Readable.from(exported(this.ledger.all(filters), format)), {
      type: EXPORT_TYPES[format],
      disposition: `attachment; filename="ledger.${format}"`,
    });
  }

  @Get(':id')
  @RequirePermission('ledger:read')
  row(@Param('id') id: string) {
    return this.ledger.get(parseInput(z.uuid('No action has this id: take the link from the ledger.'), id));
  }
}
