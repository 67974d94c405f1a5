/* SPDX-License-Identifier: Apache-2.0 */
/* Why a connection by TLS cannot be or broke, in a sentence: what, and what was expected. */
#ifndef TLS_WHY_H
#define TLS_WHY_H

#include "exchange/transports/tls_context.h"

/* The other end's certificate was not taken, for this reason (X509_V_ERR_...). */
void tls_why_refused(char *why, const struct tls_context *, const X509 *certificate, long reason);

/* What OpenSSL has noted, which it then forgets: what the other end said, or that it is gone, maybe
 * before it was `known` who it is. */
void tls_why_broken(char *why, const struct tls_context *, bool known);

#endif
