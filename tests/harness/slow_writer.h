/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes that come through a pipe one piece after the other. */
#ifndef SLOW_WRITER_H
#define SLOW_WRITER_H

#include <stddef.h>
#include <sys/types.h>

/* A child opens the named pipe and writes pieces of `step` bytes, each once the reader has taken
 * what was there before. */
pid_t write_slowly(const char *pipe, const void *bytes, size_t size, size_t step);

/* Waits for its end; the test fails unless all was taken. */
void wait_for_writer(pid_t);

#endif
