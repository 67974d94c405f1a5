/* SPDX-License-Identifier: Apache-2.0 */
/* What the page is made of, as it lies beside this file, and the library that draws it. */
#ifndef PAGE_PARTS_H
#define PAGE_PARTS_H

#include <stdint.h>

/* So many bytes, and a zero behind them. */
struct page_part {
    uint64_t size;
    char text[];
};

/* part_charts and part_licence are empty where netcap was built without the library. */
extern const struct page_part part_outline, part_html, part_css, part_script, part_charts,
    part_licence;

#endif
