-- value: [
while true do end
return {h = function() return 1 end}
