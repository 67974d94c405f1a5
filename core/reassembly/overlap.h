/* SPDX-License-Identifier: Apache-2.0 */
/* Whose bytes count where fragments, or segments, overlap. */
#ifndef OVERLAP_H
#define OVERLAP_H

/* DISCARD gives a datagram up; segments cannot be discarded. */
enum overlap { OVERLAP_FIRST, OVERLAP_LAST, OVERLAP_DISCARD };

#endif
