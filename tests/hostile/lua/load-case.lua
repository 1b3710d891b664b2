-- value: [
local n = case.n
local m = {}
function m.h() return n end
return m
