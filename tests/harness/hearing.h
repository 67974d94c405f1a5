/* SPDX-License-Identifier: Apache-2.0 */
/* What is said on standard error while a test listens. */
#ifndef HEARING_H
#define HEARING_H

/* Standard error goes to said from hear() on, until heard() gives it back. */
extern char said[8192];
void hear(void);
const char *heard(void); /* said */

#endif
