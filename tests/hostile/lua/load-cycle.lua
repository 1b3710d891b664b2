-- value: "accepted":true
local t = {}
t.t = t
local m = {t = t}
function m.h() return m.t.t == m.t end
return m
