/* SPDX-License-Identifier: Apache-2.0 */
/* A run decoded again. */
#ifndef RERUN_H
#define RERUN_H

#include "commands/verify_said.h"

/* Decodes the captures again in a folder of its own, and compares what comes of them. */
void verify_rerun(struct verify *, const struct run_file *);

#endif
