/* SPDX-License-Identifier: Apache-2.0 */
/* How many can work at once. */
#ifndef PROCESSORS_H
#define PROCESSORS_H

/* Those that are there, one at least, and no more than `most`. */
unsigned processors(unsigned most);

#endif
