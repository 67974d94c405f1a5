/* SPDX-License-Identifier: Apache-2.0 */
/* What lies where this program does. */
#ifndef BESIDE_H
#define BESIDE_H

#include <stdbool.h>
#include <stddef.h>

/* The folder of this program; false: it cannot be told, or has no place there. */
bool beside_folder(char *to, size_t size);

/* The folder NAME of a build tree, which lies beside that of this program, or of the .libs/ that it
 * is in, and has such a file in it; false: this is none. */
bool beside_build_tree(const char *name, const char *file, char *to, size_t size);

/* The path of the program of that name in the folder of this one; where there is none the name
 * itself, to be looked for in PATH.  Allocated. */
char *beside_us(const char *name);

#endif
