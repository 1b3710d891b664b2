/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPRAWA_EXPORT_H
#define SPRAWA_EXPORT_H

/* Marks what the shared library exports; everything else in it is hidden. */
#if defined(__GNUC__)
#define SPRAWA_API __attribute__((visibility("default")))
#else
#define SPRAWA_API
#endif

#endif
