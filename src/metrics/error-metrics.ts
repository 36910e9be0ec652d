/** Errors that a process on Kafka has told of, by code and by what they mean. */
import { Counter, type Registry } from 'prom-client'
import type { StreamError } from '../runtime/errors.ts'
import { ERROR_CODES } from './known-names.ts'
import { bounded } from './series.ts'

export class ErrorMetrics {
  private readonly errors: Counter<'code' | 'class'>

  constructor(registry: Registry) {
    this.errors = new Counter({
      name: 'ilf_errors_total',
      help: 'Errors by code; those of class retry are being waited out, after those of class halt a person must look.',
      labelNames: ['code', 'class'],
      registers: [registry],
    })
  }

  see({ code, errorClass }: StreamError): void {
    this.errors.inc({ code: bounded(ERROR_CODES, code), class: errorClass })
  }
}
