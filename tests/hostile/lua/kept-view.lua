-- value: "error"
local kept = {}
local m = {}
function m.h(case) kept.c = kept.c or case return kept.c.n end
return m
