/* SPDX-License-Identifier: Apache-2.0 */
/* Which calls of the C library can be made to fail, and what decides it. */
#ifndef INJECT_H
#define INJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Calls that fail alike, in the order of the board. */
#define INJECT_KINDS(_) \
    _(memory) _(map) _(open) _(descriptor) _(read) _(write) _(close) _(name) _(look) _(process) \
    _(wait) _(message) _(random)

#define INJECT_KIND(kind) KIND_##kind,
enum inject_kind { INJECT_KINDS(INJECT_KIND) };

/* Whether this call is to fail; then errno is set. */
bool inject_fails(enum inject_kind, int error, const char *function, const void *caller);

/* Whether this call is to be interrupted by a signal; then errno is set. */
bool inject_interrupts(enum inject_kind, const char *function, const void *caller);

/* How many of n bytes this call is to take. */
size_t inject_share(enum inject_kind, size_t n, const char *function, const void *caller);

/* Whether an address is the program's own, not a library's. */
bool inject_is_program(const void *);

/* To be called by each child. */
void inject_forked(void);

#endif
