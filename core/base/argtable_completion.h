/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of options as what completes a command line. */
#ifndef ARGTABLE_COMPLETION_H
#define ARGTABLE_COMPLETION_H

#include "base/argtable.h"

#include <stdio.h>

enum shell { SHELL_BASH, SHELL_ZSH, SHELL_FISH };

/* What completes the program's command line.  A table's command is "program", which the first is,
 * or "program word" for one of its sub-commands. */
void argtable_completion(enum shell, const char *program, const struct argtable *const *tables,
                         size_t count, FILE *to);

#endif
