/* SPDX-License-Identifier: Apache-2.0 */
/* Where a certificate or key may be read. */
#ifndef TLS_FILE_H
#define TLS_FILE_H

/* Why none can be read there; NULL: one may.  What is no file, as a FIFO, is never opened. */
const char *tls_not_a_file(const char *path);

#endif
