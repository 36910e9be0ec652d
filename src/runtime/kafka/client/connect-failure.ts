/** Why a cluster did not let us in, and what to do about it; what waiting cannot mend is a halt. */
import { asError, StreamError } from '../../errors.ts'
import { brokerErrorType } from './error-class.ts'

/** The error for a connection that did not come about. Never holds a secret: brokers and clients do not repeat them. */
export function connectFailure(thrown: unknown, brokers: readonly string[]): StreamError {
  const error = asError(thrown)
  const where = brokers.join(', ')
  const halt = (code: string, message: string) => new StreamError(code, 'halt', message, { cause: error })
  if (error.name === 'KafkaJSSASLAuthenticationError') {
    const what = `the brokers at ${where} refuse this user or password (${error.message})`
    return halt('LOGIN_REFUSED', `${what}: check ILF_KAFKA_SASL_USERNAME and ILF_KAFKA_SASL_PASSWORD`)
  }
  if (brokerErrorType(error) === 'UNSUPPORTED_SASL_MECHANISM') {
    const what = `the brokers at ${where} do not know this way to log in`
    return halt('LOGIN_REFUSED', `${what}: set ILF_KAFKA_SASL_MECHANISM to one that they have`)
  }
  if (/certificate|altnames/i.test(error.message)) {
    const what = `the certificate of the brokers at ${where} is not trusted (${error.message})`
    return halt('CERTIFICATE_REFUSED', `${what}: name the file of its authority in ILF_KAFKA_TLS_CA`)
  }
  const hint = /closed connection|disconnected before secure/i.test(error.message)
    ? '; a broker closes connections that lack the TLS or the login it asks for, or bring TLS where it has none: see ILF_KAFKA_TLS and ILF_KAFKA_SASL_MECHANISM'
    : ''
  return new StreamError('CLUSTER_AWAY', 'retry', `no broker answers at ${where}: ${error.message}${hint}`, {
    cause: error,
  })
}
