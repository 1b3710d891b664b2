-- value: [
local t = {}
for i = 1, 1e8 // 1 | 0 do t[i] = {} end
local m = {}
function m.h() return 1 end
return m
