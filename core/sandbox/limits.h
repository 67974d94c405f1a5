/* SPDX-License-Identifier: Apache-2.0 */
/* What a process may have: descriptors, memory, other processes, files. */
#ifndef LIMITS_H
#define LIMITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Closes all descriptors but the standard streams and these. */
bool limits_close_all_but(const int *fds, size_t n_fds);

/* No core file, no new processes, no bytes into files, no descriptor behind the last of these, and
 * at most so many bytes of memory that is not shared, which a build with a sanitizer does not
 * keep to. */
bool limits_set(const int *fds, size_t n_fds, uint64_t memory);

#endif
