/* SPDX-License-Identifier: Apache-2.0 */
/* The other program of the two. */
#ifndef BESIDE_H
#define BESIDE_H

/* The path of the program of that name in the folder of this one; where there is none the name
 * itself, to be looked for in PATH.  Allocated. */
char *beside_us(const char *name);

#endif
